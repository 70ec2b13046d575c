require 'minitest/autorun'
require_relative 'blog'

class TestBlog < Minitest::Test
  def test_names
    names = Post.order(:id).map do |post| # head minitest
      post.author.name # loop minitest
    end
    assert_equal 20, names.size
  end

  def test_one
    assert_equal 'author 1', Author.find(7).name
  end
end
